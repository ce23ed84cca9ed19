import type { Metadata } from 'next';
import { loadSite } from '@/app/site-page';
import { PromptEditor } from '@/components/site/prompt-editor';
import type { ActionState } from '@/components/ui/action-state';
import { Page, PageHeader } from '@/components/ui/page-header';
import { can } from '@/lib/accounts/can';
import type { PromptConfig } from '@/lib/contracts/sites';
import { updateSiteAction } from '../actions';

export const metadata: Metadata = { title: 'Opt-in prompt' };

export default async function PromptPage({ params }: { params: Promise<{ siteId: string }> }) {
  const { actor, site } = await loadSite((await params).siteId);
  async function save(prompt: PromptConfig): Promise<ActionState> {
    'use server';
    return updateSiteAction(site.id, { prompt });
  }
  return (
    <Page>
      <PageHeader
        title="Opt-in prompt"
        description="How visitors are asked. Browsers let a site ask once, so a friendly question of your own comes first."
      />
      <PromptEditor
        // After a save the fields start from what was stored.
        key={JSON.stringify(site.prompt)}
        prompt={site.prompt}
        host={(site.allowedOrigins[0] ?? 'www.example.com').replace(/^https?:\/\//, '')}
        canEdit={can(actor, 'sites.write')}
        save={save}
      />
    </Page>
  );
}

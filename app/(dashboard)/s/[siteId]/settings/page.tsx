import type { Metadata } from 'next';
import Link from 'next/link';
import { loadSite } from '@/app/site-page';
import { ArchiveSite } from '@/components/site/archive-site';
import { RevealSecrets } from '@/components/site/reveal-secrets';
import {
  GeneralForm,
  IdentityProofSwitch,
  OriginsForm,
  RecordPagesSwitch,
} from '@/components/site/site-settings-forms';
import { buttonClass } from '@/components/ui/button';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { CodeBlock } from '@/components/ui/code-block';
import { Page, PageHeader } from '@/components/ui/page-header';
import { can } from '@/lib/accounts/can';
import { archiveSiteAction, exportKeysAction, revealIdentitySecretAction, updateSiteAction } from '../actions';

export const metadata: Metadata = { title: 'Settings' };

const PROOF_EXAMPLE = `// on your server, Node.js
import { createHmac } from 'node:crypto';
const proof = createHmac('sha256', identitySecret)
  .update(customerId)
  .digest('hex');

// in the page
belfry('login', customerId, proof);`;

export default async function SettingsPage({ params }: { params: Promise<{ siteId: string }> }) {
  const { actor, site } = await loadSite((await params).siteId);
  const canEdit = can(actor, 'sites.write');
  const save = updateSiteAction.bind(null, site.id);
  return (
    <Page width="narrow">
      <PageHeader title="Settings" description="The site’s name, where it lives, and its keys." />
      <div className="grid gap-6">
        <GeneralForm name={site.name} vapidSubject={site.vapidSubject} canEdit={canEdit} save={save} />
        <OriginsForm allowedOrigins={site.allowedOrigins} canEdit={canEdit} save={save} />
        <Card>
          <CardHeader
            title="Identity"
            description="Lets your pages say which customer a device belongs to, so that you can write to that person."
          />
          <CardBody className="grid gap-5">
            <IdentityProofSwitch requireIdentityProof={site.requireIdentityProof} canEdit={canEdit} save={save} />
            <CodeBlock code={PROOF_EXAMPLE} label="Example" title="How to sign" />
            <div>
              <RevealSecrets
                triggerLabel="Show identity secret"
                title="Show the identity secret?"
                description="Who has it can claim to be any of your customers. It belongs on your server only. That you looked is written to the audit log."
                confirmLabel="Show secret"
                resultTitle="Identity secret"
                resultDescription="Keep it on your server, never in a page."
                disabled={!canEdit}
                reveal={revealIdentitySecretAction.bind(null, site.id)}
              />
            </div>
          </CardBody>
        </Card>
        <Card>
          <CardHeader title="Pages visited" description="What your subscribers look at, for segments." />
          <CardBody>
            <RecordPagesSwitch recordPages={site.recordPages} canEdit={canEdit} save={save} />
          </CardBody>
        </Card>
        <Card>
          <CardHeader
            title="Sending keys"
            description="Every subscription is bound to this key pair. With it you can take your subscribers to any other push server."
          />
          <CardBody className="grid gap-5">
            <CodeBlock code={site.vapidPublicKey} label="Public key" wrap />
            <div>
              <RevealSecrets
                triggerLabel="Export key pair"
                title="Export the key pair?"
                description="Who has the private key and a subscriber’s address can send notifications in your name. The export is written to the audit log."
                confirmLabel="Export keys"
                resultTitle="Key pair"
                resultDescription="In the form that web-push and other servers read."
                disabled={!canEdit}
                reveal={exportKeysAction.bind(null, site.id)}
              />
            </div>
          </CardBody>
        </Card>
        <Card>
          <CardHeader
            title="Exports"
            description="Subscribers with their endpoints and keys, and what became of each message, as files."
            actions={
              <Link href={`/s/${site.id}/exports`} className={buttonClass()}>
                Go to exports
              </Link>
            }
            className="pb-4"
          />
        </Card>
        <Card>
          <CardHeader
            title="Archive this site"
            description="Stops collecting and sending, and takes the site out of the dashboard."
            actions={
              <ArchiveSite name={site.name} disabled={!canEdit} archive={archiveSiteAction.bind(null, site.id)} />
            }
            className="pb-4"
          />
        </Card>
      </div>
    </Page>
  );
}

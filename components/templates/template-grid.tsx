'use client';

import { lateDialog } from '@/components/ui/late-dialog';
import { useOpened } from '@/components/ui/use-opened';
import type { TemplateActions, TemplateOption } from './template.types';
import { TemplateCard } from './template-card';

const TemplateDialog = lateDialog(() => import('./template-dialog').then((module) => module.TemplateDialog));

interface TemplateGridProps {
  templates: TemplateOption[];
  /** By id: the message with the defaults of its personal texts. */
  previews: Record<string, TemplateOption['message']>;
  /** The one that the address names, where it is on another page of the list. */
  named: TemplateOption | null;
  siteName: string;
  siteHost: string;
  canEdit: boolean;
  actions: TemplateActions;
}

/** Templates as they would look; one of them opens with all that it says. */
export function TemplateGrid({ templates, previews, named, siteName, siteHost, canEdit, actions }: TemplateGridProps) {
  const opened = useOpened({ name: 'template', what: 'template', items: named ? [...templates, named] : templates });
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
        {templates.map((template) => (
          <TemplateCard
            key={template.id}
            template={template}
            preview={previews[template.id] ?? template.message}
            opened={opened}
            siteName={siteName}
            siteHost={siteHost}
            canEdit={canEdit}
            actions={actions}
          />
        ))}
      </div>
      {opened.item && opened.item !== 'new' ? (
        <TemplateDialog
          key={opened.item.id}
          template={opened.item}
          siteName={siteName}
          siteHost={siteHost}
          onClose={opened.close}
        />
      ) : null}
    </>
  );
}

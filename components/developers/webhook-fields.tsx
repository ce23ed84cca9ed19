'use client';

import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { WebhookEventType, WebhookView } from '@/lib/contracts/webhooks';
import { EVENT_GROUPS } from './webhook-words';

interface WebhookFieldsProps {
  webhook?: Pick<WebhookView, 'url' | 'description' | 'events'>;
  error: (path: string) => string | undefined;
}

/** Address, name and events of an endpoint; read with `readWebhookFields`. */
export function WebhookFields({ webhook, error }: WebhookFieldsProps) {
  return (
    <>
      <Field label="Address" required error={error('url')} hint="A public https:// address of your own server.">
        <Input
          name="url"
          type="url"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          maxLength={2000}
          defaultValue={webhook?.url}
          placeholder="https://hooks.example.com/belfry"
        />
      </Field>
      <Field label="Description" error={error('description')} aside="Optional">
        <Input
          name="description"
          autoComplete="off"
          maxLength={200}
          defaultValue={webhook?.description}
          placeholder="CRM"
        />
      </Field>
      <fieldset className="grid gap-3">
        <legend className="mb-1 font-medium text-sm">Tell it when</legend>
        {error('events') && (
          <p role="alert" className="text-danger-ink text-sm">
            Choose at least one event.
          </p>
        )}
        <div className="grid gap-4 rounded-lg border border-line p-4">
          {EVENT_GROUPS.map((group) => (
            <div key={group.label} className="grid gap-x-4 gap-y-2 sm:grid-cols-[7rem_1fr]">
              <div>
                <p className="font-medium text-muted text-sm">{group.label}</p>
                {group.hint && <p className="text-faint text-xs">{group.hint}</p>}
              </div>
              <div className="grid gap-2">
                {group.events.map(({ type, label }) => (
                  <Checkbox
                    key={type}
                    name="events"
                    value={type}
                    label={label}
                    defaultChecked={webhook ? webhook.events.includes(type) : type.startsWith('subscriber.')}
                  />
                ))}
              </div>
            </div>
          ))}
        </div>
      </fieldset>
    </>
  );
}

export function readWebhookFields(data: FormData) {
  return {
    url: String(data.get('url')),
    description: String(data.get('description')),
    events: data.getAll('events').map(String) as WebhookEventType[],
  };
}

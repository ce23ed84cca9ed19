import { Callout } from '@/components/ui/callout';
import { AbsoluteTime, RelativeTime } from '@/components/ui/relative-time';
import type { WebhookView } from '@/lib/contracts/webhooks';

/** What a person should know of an endpoint that is not simply working, and what to do. */
export function WebhookNotice({ webhook }: { webhook: WebhookView }) {
  const { status, disabledReason, pausedUntil, failureCount, previousSecretEndsAt } = webhook;
  const notice =
    status === 'disabled' && disabledReason === 'gone' ? (
      <Callout tone="danger" title="Your server said that this address is gone (410)">
        Nothing is sent or kept for it. If that was a mistake, turn it on again, then replay what failed.
      </Callout>
    ) : status === 'disabled' && disabledReason === 'failing' ? (
      <Callout tone="danger" title="Disabled after five days of failures">
        Nothing is sent or kept for it. Mend your server, turn it on again, then replay what failed.
      </Callout>
    ) : pausedUntil ? (
      <Callout tone="warning" title={`The last ${failureCount} requests failed`}>
        Nothing is sent for a while; the next try is <RelativeTime at={pausedUntil} />. What happens meanwhile waits. A
        test that arrives ends the pause.
      </Callout>
    ) : null;
  return (
    <div className="grid gap-3 not-empty:mb-6">
      {notice}
      {previousSecretEndsAt && (
        <Callout title="Two secrets are valid">
          The old one ends on <AbsoluteTime at={previousSecretEndsAt} />.
        </Callout>
      )}
    </div>
  );
}

'use client';

import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { CodeBlock } from '@/components/ui/code-block';
import { DialogContent } from '@/components/ui/dialog';

interface WebhookSecretContentProps {
  title: string;
  description: string;
  secret: string;
  onDone: () => void;
}

/** A secret, the only time that anyone sees it, and how to use it. */
export function WebhookSecretContent({ title, description, secret, onDone }: WebhookSecretContentProps) {
  return (
    <DialogContent
      title={title}
      description={description}
      // A stray click must not take away what is shown only once.
      onInteractOutside={(event) => event.preventDefault()}
      onEscapeKeyDown={(event) => event.preventDefault()}
      footer={
        <Button variant="primary" onClick={onDone}>
          I have stored it
        </Button>
      }
    >
      <div className="grid gap-4">
        <Callout tone="warning" title="Copy the secret now">
          It is shown this once. Your server proves with it that a request came from here.
        </Callout>
        <CodeBlock label="Signing secret" wrap code={secret} />
        <CodeBlock label="Check in Node.js" title="npm install standardwebhooks" code={EXAMPLE} />
      </div>
    </DialogContent>
  );
}

const EXAMPLE = `import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.WEBHOOK_SECRET);
const event = webhook.verify(rawBody, request.headers);`;

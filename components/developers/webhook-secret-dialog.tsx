'use client';

import { CodeBlock } from '@/components/ui/code-block';
import { OnceContent } from './once-content';

interface WebhookSecretContentProps {
  title: string;
  description: string;
  secret: string;
  onDone: () => void;
}

const WARNING = {
  title: 'Copy the secret now',
  text: 'It is shown this once. Your server proves with it that a request came from here.',
};

/** A secret, the only time that anyone sees it, and how to use it. */
export function WebhookSecretContent({ secret, ...props }: WebhookSecretContentProps) {
  return (
    <OnceContent {...props} warning={WARNING}>
      <CodeBlock label="Signing secret" wrap code={secret} />
      <CodeBlock label="Check in Node.js" title="npm install standardwebhooks" code={EXAMPLE} />
    </OnceContent>
  );
}

const EXAMPLE = `import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.WEBHOOK_SECRET);
const event = webhook.verify(rawBody, request.headers);`;

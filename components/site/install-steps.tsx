import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { buttonClass } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CodeBlock } from '@/components/ui/code-block';
import { Tabs } from '@/components/ui/tabs';
import { DownloadButton } from './download-button';

interface InstallStepsProps {
  snippet: string;
  workerFile: string;
  workerFileName: string;
  allowedOrigins: readonly string[];
  promptHref: string;
}

/** From an empty site to the first question, in three steps. */
export function InstallSteps({ snippet, workerFile, workerFileName, allowedOrigins, promptHref }: InstallStepsProps) {
  return (
    <Card>
      <ol className="divide-y divide-line">
        <Step
          number={1}
          title="Upload one file"
          text={
            <>
              Put <code className="rounded-sm bg-subtle px-1 py-0.5 font-mono text-xs">{workerFileName}</code> into the
              top folder of your site, so that it answers at{' '}
              <span className="break-words font-mono text-xs">
                {allowedOrigins[0] ?? 'https://www.example.com'}/{workerFileName}
              </span>
              . It wakes up when a notification arrives, and leaves any other worker of your site alone.
            </>
          }
        >
          <CodeBlock code={workerFile.trimEnd()} label="Worker file" wrap title={workerFileName} />
          <div>
            <DownloadButton content={workerFile} fileName={workerFileName} type="text/javascript" />
          </div>
        </Step>
        <Step
          number={2}
          title="Paste one line"
          text="Into the head of every page, or once into your template or tag manager. It loads without holding anything up and sets no cookies."
        >
          <CodeBlock code={snippet} label="Snippet" wrap title="Before </head>" />
          <AskWhen promptHref={promptHref} />
        </Step>
        <Step
          number={3}
          title="Check it"
          text="Opens your site with a small report in the corner: script, worker file, address, permission and keys, each with what to do when it fails. Only you see it."
        >
          <div className="flex flex-wrap gap-2">
            {allowedOrigins.map((origin) => (
              <a
                key={origin}
                href={`${origin}/#belfry-check`}
                target="_blank"
                rel="noreferrer"
                className={buttonClass()}
              >
                Check {origin.replace(/^https?:\/\//, '')}
                <ExternalLink aria-hidden="true" />
                <span className="sr-only">(opens in a new tab)</span>
              </a>
            ))}
          </div>
          <p className="text-faint text-sm">
            On any other page add <code className="font-mono text-xs">#belfry-check</code> to its address.
          </p>
        </Step>
      </ol>
    </Card>
  );
}

function AskWhen({ promptHref }: { promptHref: string }) {
  return (
    <Tabs
      label="How visitors are asked"
      tabs={[
        {
          value: 'dialog',
          label: 'Ask by itself',
          content: (
            <p className="text-muted text-sm">
              A small dialog appears after a few seconds. Its words, colour and timing are yours:{' '}
              <a href={promptHref} className="font-medium text-accent-ink underline underline-offset-4">
                edit the opt-in prompt
              </a>
              .
            </p>
          ),
        },
        {
          value: 'button',
          label: 'Your own button',
          content: (
            <div className="grid gap-3">
              <p className="text-muted text-sm">Any element with this attribute asks when it is clicked.</p>
              <CodeBlock code={'<button data-belfry-subscribe>Notify me</button>'} label="Button" />
            </div>
          ),
        },
        {
          value: 'people',
          label: 'Signed-in people',
          content: (
            <div className="grid gap-3">
              <p className="text-muted text-sm">
                Tell Belfry who is signed in, and what to remember about them. Calls made before the script is there
                wait for it.
              </p>
              <CodeBlock
                label="Page code"
                code={[
                  'window.belfry ||= function () { (belfry.q ||= []).push(arguments) };',
                  "belfry('login', 'customer-42');",
                  "belfry('setTags', { plan: 'pro', city: 'Berlin' });",
                  "belfry('setTopics', ['offers']);",
                ].join('\n')}
              />
            </div>
          ),
        },
      ]}
    />
  );
}

function Step({
  number,
  title,
  text,
  children,
}: {
  number: number;
  title: string;
  text: ReactNode;
  children: ReactNode;
}) {
  return (
    <li className="grid gap-x-5 gap-y-3 px-5 py-6 sm:grid-cols-[1.75rem_minmax(0,1fr)]">
      <span
        aria-hidden="true"
        className="tabular flex size-7 items-center justify-center rounded-full border border-line bg-canvas font-semibold text-muted text-sm"
      >
        {number}
      </span>
      <div className="grid min-w-0 gap-4">
        <div className="grid gap-1">
          <h2 className="font-semibold text-lg leading-7">
            <span className="sr-only">Step {number}: </span>
            {title}
          </h2>
          <p className="max-w-2xl text-base text-muted text-pretty">{text}</p>
        </div>
        {children}
      </div>
    </li>
  );
}

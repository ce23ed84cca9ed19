'use client';

import { useState } from 'react';
import { SegmentedControl } from '@/components/ui/segmented-control';
import type { Message } from '@/lib/contracts/messages';
import { PLATFORM_KEYS, PLATFORMS, type PlatformCapability, type PlatformKey } from './platform-capabilities';
import { PreviewFrame } from './preview-frame';

interface MessagePreviewProps {
  message: Partial<Message>;
  siteName: string;
  /** Shown by browsers as the sender, e.g. `www.example.com`. */
  siteHost: string;
}

/** The notification as each platform draws it, with a line on what that platform leaves out of this very message. */
export function MessagePreview({ message, siteName, siteHost }: MessagePreviewProps) {
  const [key, setKey] = useState<PlatformKey>('windows');
  const platform = PLATFORMS[key];
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
      <div className="-m-1 overflow-x-auto p-1 print:hidden">
        <SegmentedControl
          label="Preview on"
          className="flex w-full min-w-max"
          options={PLATFORM_KEYS.map((value) => ({
            value,
            label: PLATFORMS[value].shortLabel,
            title: PLATFORMS[value].label,
          }))}
          value={key}
          onValueChange={setKey}
        />
      </div>
      <PreviewFrame platform={platform} message={message} siteName={siteName} siteHost={siteHost} />
      <p className="min-h-10 text-muted text-sm text-pretty">{noteFor(platform, message)}</p>
    </div>
  );
}

/** What this platform leaves out of this message; its general note when it shows everything. */
function noteFor(platform: PlatformCapability, message: Partial<Message>): string {
  const left = [
    message.image && !platform.image ? 'the large image' : '',
    message.actions?.length && platform.actions === 'none' ? 'the buttons' : '',
    message.icon && !platform.icon ? 'your icon' : '',
    message.requireInteraction && !platform.requireInteraction ? '“stay on screen”' : '',
    message.silent && !platform.silent ? '“no sound”' : '',
  ].filter(Boolean);
  if (left.length === 0) return `${platform.label}. ${platform.note}`;
  return `Not shown on ${platform.label}: ${new Intl.ListFormat('en').format(left)}. ${platform.note}`;
}

'use client';

import { useState } from 'react';
import { SegmentedControl } from '@/components/ui/segmented-control';
import type { Message } from '@/lib/contracts/messages';
import { leftOutNote } from './left-out-note';
import { PLATFORM_KEYS, PLATFORMS, type PlatformKey } from './platform-capabilities';
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
      <SegmentedControl
        label="Preview on"
        className="flex w-full"
        options={PLATFORM_KEYS.map((value) => ({
          value,
          label: PLATFORMS[value].shortLabel,
          title: PLATFORMS[value].label,
        }))}
        value={key}
        onValueChange={setKey}
      />
      <PreviewFrame platform={platform} message={message} siteName={siteName} siteHost={siteHost} />
      <p className="min-h-10 text-muted text-sm text-pretty">{leftOutNote(platform, message)}</p>
    </div>
  );
}

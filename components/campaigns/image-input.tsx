'use client';

import { ImageUp } from 'lucide-react';
import { useParams } from 'next/navigation';
import { useRef, useState, useTransition } from 'react';
import { useFormContext } from 'react-hook-form';
import { Button } from '@/components/ui/button';
import type { ImageUse } from '@/lib/contracts/images';
import { MAX_UPLOAD_BYTES } from '@/lib/contracts/limits';
import type { ComposerValues } from './composer-values';
import { LinkInput } from './link-input';

const TYPES = 'image/png,image/jpeg,image/webp,image/gif';

/** The address of a picture, typed or of a file that is uploaded to this server. */
export function ImageInput({ name }: { name: ImageUse }) {
  const { setValue } = useFormContext<ComposerValues>();
  const { siteId } = useParams<{ siteId: string }>();
  const picker = useRef<HTMLInputElement>(null);
  const [failure, setFailure] = useState('');
  const [isSending, startSending] = useTransition();
  const send = (file: File) =>
    startSending(async () => {
      setFailure('');
      const answer = await upload(`/api/v1/sites/${siteId}/images?use=${name}`, file);
      if ('failure' in answer) return setFailure(answer.failure);
      setValue(name, answer.url, { shouldDirty: true, shouldValidate: true });
    });
  return (
    <div className="grid gap-1.5">
      <div className="relative">
        <LinkInput name={name} className="pr-9" />
        <Button
          variant="ghost"
          size="iconSm"
          className="absolute inset-y-0.5 right-0.5"
          aria-label={`Upload ${name === 'image' ? 'a large image' : name === 'icon' ? 'an icon' : 'a badge'}`}
          title="Upload a file"
          pending={isSending}
          onClick={() => picker.current?.click()}
        >
          {isSending ? null : <ImageUp />}
        </Button>
        <input
          ref={picker}
          type="file"
          accept={TYPES}
          hidden
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            // The same file may be chosen once more after it was mended.
            event.target.value = '';
            if (file) send(file);
          }}
        />
      </div>
      {failure ? (
        <p role="alert" className="text-danger-ink text-sm">
          {failure}
        </p>
      ) : null}
    </div>
  );
}

async function upload(address: string, file: File): Promise<{ url: string } | { failure: string }> {
  if (file.size > MAX_UPLOAD_BYTES) {
    return { failure: `The file is larger than ${MAX_UPLOAD_BYTES / 1024 / 1024} MB. Save it smaller and try again.` };
  }
  try {
    const headers = { 'Content-Type': 'application/octet-stream' };
    const response = await fetch(address, { method: 'POST', headers, body: file });
    const answer: { url?: string; detail?: string } = await response.json();
    if (response.ok && answer.url) return { url: answer.url };
    return { failure: answer.detail ?? 'The file was not taken.' };
  } catch {
    return { failure: 'The file did not arrive. Check your connection and try again.' };
  }
}

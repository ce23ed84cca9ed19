'use client';

import { ImageUp } from 'lucide-react';
import { useParams } from 'next/navigation';
import { useRef, useState, useTransition } from 'react';
import { useFormContext } from 'react-hook-form';
import { Button } from '@/components/ui/button';
import type { ImageUse } from '@/lib/contracts/images';
import { MAX_UPLOAD_BYTES } from '@/lib/contracts/limits';
import type { ComposerValues } from './composer-values';
import { useGalleryActions } from './gallery-actions';
import { GalleryButton } from './gallery-button';
import { LinkInput } from './link-input';

const TYPES = 'image/png,image/jpeg,image/webp,image/gif';
const FIELDS = ['icon', 'badge', 'image'] as const;

type ImageName = ImageUse | `abTest.variants.${number}.image`;

interface ImageInputProps {
  name: ImageName;
  /** Which variant's it is, when there are several such fields: "B". */
  variant?: string;
  placeholder?: string;
}

/** The address of a picture, typed, of a file that is uploaded to this server, or of one that was uploaded before. */
export function ImageInput({ name, variant, placeholder }: ImageInputProps) {
  const { setValue, getValues } = useFormContext<ComposerValues>();
  const gallery = useGalleryActions();
  const { siteId } = useParams<{ siteId: string }>();
  const picker = useRef<HTMLInputElement>(null);
  const [failure, setFailure] = useState('');
  const [isSending, startSending] = useTransition();
  const use = name === 'icon' || name === 'badge' ? name : 'image';
  const what = `${use === 'image' ? 'large image' : use}${variant ? ` of ${variant}` : ''}`;
  const fill = (field: ImageName, url: string) => {
    setFailure('');
    setValue(field, url, { shouldDirty: true, shouldValidate: true });
  };
  const send = (file: File) =>
    startSending(async () => {
      setFailure('');
      const answer = await upload(`/api/v1/sites/${siteId}/images?use=${use}`, file);
      if ('failure' in answer) return setFailure(answer.failure);
      fill(name, answer.url);
    });
  return (
    <div className="grid gap-1.5">
      <div className="relative">
        <LinkInput name={name} placeholder={placeholder} className="pr-16 pointer-coarse:pr-20" />
        <span className="absolute inset-y-0.5 right-0.5 flex">
          {gallery ? (
            <GalleryButton
              label={`Choose an uploaded image as ${what}`}
              actions={gallery}
              use={use}
              getCurrent={() => getValues(name)}
              onChoose={(url) => fill(name, url)}
              onUpload={() => picker.current?.click()}
              onRemoved={(url) => {
                for (const field of [...FIELDS, name]) if (getValues(field) === url) fill(field, '');
              }}
            />
          ) : null}
          <Button
            variant="ghost"
            size="iconSm"
            aria-label={`Upload ${use === 'icon' ? 'an' : 'a'} ${what}`}
            title="Upload a file"
            pending={isSending}
            onClick={() => picker.current?.click()}
          >
            {isSending ? null : <ImageUp />}
          </Button>
        </span>
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

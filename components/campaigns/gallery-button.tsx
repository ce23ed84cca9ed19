'use client';

import { Images } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { lateDialog } from '@/components/ui/late-dialog';
import { useFocusBack } from '@/components/ui/use-focus-back';
import type { GalleryProps } from './gallery-dialog';

const GalleryDialog = lateDialog(() => import('./gallery-dialog').then((module) => module.GalleryDialog));

interface GalleryButtonProps extends Omit<GalleryProps, 'current' | 'onClose'> {
  /** "Choose an uploaded image as icon" */
  label: string;
  /** The address that the field has when the gallery is opened. */
  getCurrent: () => string;
}

/** Pictures that were uploaded before; the dialog is loaded when it is asked for. */
export function GalleryButton({ label, getCurrent, onChoose, onUpload, ...props }: GalleryButtonProps) {
  const [current, setCurrent] = useState<string | null>(null);
  const button = useFocusBack(current !== null);
  const close = () => setCurrent(null);
  return (
    <>
      <Button
        ref={button}
        variant="ghost"
        size="iconSm"
        aria-label={label}
        aria-haspopup="dialog"
        title="Choose an uploaded image"
        onClick={() => setCurrent(getCurrent())}
      >
        <Images />
      </Button>
      {current === null ? null : (
        <GalleryDialog
          {...props}
          current={current}
          onClose={close}
          onChoose={(url) => {
            onChoose(url);
            close();
          }}
          onUpload={() => {
            close();
            onUpload();
          }}
        />
      )}
    </>
  );
}

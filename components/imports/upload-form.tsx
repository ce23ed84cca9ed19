'use client';

import { FileUp } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type DragEvent, useEffect, useId, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { cn } from '@/components/ui/cn';
import { Progress } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import { uploadFile } from './upload-file';

/** Chooses a file, or takes one that is dropped, and sends it; the page of the import comes next. */
export function UploadForm({ siteId }: { siteId: string }) {
  const router = useRouter();
  const input = useRef<HTMLInputElement>(null);
  const hintId = useId();
  const [share, setShare] = useState<number | null>(null);
  const [problem, setProblem] = useState('');
  const [isOver, setIsOver] = useState(false);

  const isLeft = useRef(false);
  const isSending = share !== null;
  useEffect(() => {
    isLeft.current = false;
    return () => {
      isLeft.current = true;
    };
  }, []);
  useEffect(() => {
    if (!isSending) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isSending]);

  const send = async (file: File | undefined) => {
    if (!file || share !== null) return;
    setProblem('');
    setShare(0);
    const answer = await uploadFile(siteId, file, setShare);
    const open = (id: string) => router.push(`/s/${siteId}/subscribers/imports/${id}`);
    // Who has gone on to another page is told there, not taken away from it.
    if (isLeft.current) {
      if ('id' in answer)
        toast.success('Uploaded', {
          description: file.name,
          action: { label: 'Open', onClick: () => open(answer.id) },
        });
      else toast.error(`${file.name} was not uploaded`, { description: answer.problem });
      return;
    }
    if ('id' in answer) return open(answer.id);
    setShare(null);
    setProblem(answer.problem);
    // The button is back, and what had the focus was taken away with it.
    requestAnimationFrame(() => document.getElementById(`${hintId}-choose`)?.focus());
    if (input.current) input.current.value = '';
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    void send(event.dataTransfer.files[0]);
  };

  return (
    <div className="grid gap-4">
      {problem ? (
        <Callout tone="danger" title="Not uploaded; nothing was changed" live>
          {problem}
        </Callout>
      ) : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a further way; the button does the same. */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={onDrop}
        className={cn(
          'grid justify-items-center gap-3 rounded-lg border border-line-strong border-dashed px-5 py-8 text-center',
          isOver && 'border-accent bg-accent-soft',
        )}
      >
        <FileUp aria-hidden className="size-6 text-faint" />
        {share === null ? (
          <>
            <input
              ref={input}
              type="file"
              aria-label="File to import"
              className="sr-only"
              tabIndex={-1}
              accept=".csv,.tsv,.txt,.json,.ndjson,.sql,.gz,text/csv,application/json,application/gzip"
              onChange={(event) => void send(event.target.files?.[0])}
            />
            <Button
              id={`${hintId}-choose`}
              variant="primary"
              aria-describedby={hintId}
              onClick={() => input.current?.click()}
            >
              Choose a file
            </Button>
          </>
        ) : (
          <div className="grid w-full max-w-sm gap-2">
            <Progress label="Upload" value={share < 1 ? share : null} max={1} />
            <p role="status" className="text-muted text-sm">
              {share < 1 ? 'Uploading…' : 'Reading the last rows…'}
            </p>
          </div>
        )}
        <p id={hintId} className="max-w-md text-pretty text-faint text-sm">
          CSV with the names of the columns in its first line, JSON, or a table from a database, in UTF-8; packed with
          gzip or not. You see what it would do before anything is changed.
        </p>
      </div>
    </div>
  );
}

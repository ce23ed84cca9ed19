'use client';

import { Download } from 'lucide-react';
import { Button } from '@/components/ui/button';

/** Saves a text as a file without asking the server again. */
export function DownloadButton({ content, fileName, type }: { content: string; fileName: string; type: string }) {
  const save = () => {
    const address = URL.createObjectURL(new Blob([content], { type }));
    const link = document.createElement('a');
    link.href = address;
    link.download = fileName;
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <Button variant="primary" onClick={save}>
      <Download aria-hidden="true" />
      Download {fileName}
    </Button>
  );
}

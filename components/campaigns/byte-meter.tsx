'use client';

import { formatCount, formatNumber } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import { MAX_PLAINTEXT_BYTES } from '@/lib/contracts/limits';
import { SIZED_VALUE_CHARACTERS } from '@/lib/contracts/personal-fields';

/**
 * How much of what every browser accepts the message uses.
 * @param isPersonal the size depends on who gets it: `bytes` is the worst sensible one
 */
export function ByteMeter({ bytes, isPersonal }: { bytes: number; isPersonal: boolean }) {
  const left = MAX_PLAINTEXT_BYTES - bytes;
  const tone = left < 0 ? 'danger' : left < 300 ? 'warning' : 'success';
  return (
    <div className="grid gap-1.5">
      <div className="flex items-baseline justify-between gap-3 text-sm">
        <span className="text-muted">Size</span>
        <span className={left < 0 ? 'tabular font-medium text-danger-ink' : 'tabular text-muted'}>
          {isPersonal ? 'up to ' : ''}
          {formatNumber(bytes)} of {formatNumber(MAX_PLAINTEXT_BYTES)} bytes
        </span>
      </div>
      <Progress label="Size of the message" value={bytes} max={MAX_PLAINTEXT_BYTES} tone={tone} />
      {isPersonal ? (
        <p className="text-faint text-sm">
          Counted with {SIZED_VALUE_CHARACTERS} characters for each personal field. Who has longer ones gets the message
          without images if it would be too large.
        </p>
      ) : null}
      <p className="text-faint text-sm" aria-live="polite">
        {left < 0
          ? `${formatCount(-left, 'byte')} too many: shorten the text or the addresses. Emoji take four bytes or more.`
          : ''}
      </p>
    </div>
  );
}

import { cn } from '@/components/ui/cn';

const HUES = [
  'bg-accent-soft text-accent-ink',
  'bg-success-soft text-success-ink',
  'bg-warning-soft text-warning-ink',
  'bg-info-soft text-info-ink',
  'bg-danger-soft text-danger-ink',
];

/** The first letter on a colour that a name always gets again. */
export function SiteAvatar({ name, className }: { name: string; className?: string }) {
  let sum = 0;
  for (const char of name) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9_973;
  return (
    <span
      aria-hidden="true"
      className={cn(
        'inline-flex size-6 shrink-0 items-center justify-center rounded-md font-semibold text-xs',
        HUES[sum % HUES.length],
        className,
      )}
    >
      {([...name.trim()][0] ?? '?').toUpperCase()}
    </span>
  );
}

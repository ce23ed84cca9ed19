import { cn } from './cn';

/** A grey shape in the place of what is loading; give it the size of what will come. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={cn('h-4 animate-shimmer rounded-md bg-subtle-strong', className)} />;
}

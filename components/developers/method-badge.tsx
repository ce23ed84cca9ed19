import { Badge, type Tone } from '@/components/ui/badge';

const TONES: Record<string, Tone> = {
  GET: 'info',
  POST: 'success',
  PUT: 'warning',
  PATCH: 'warning',
  DELETE: 'danger',
};

export function MethodBadge({ method }: { method: string }) {
  return (
    <Badge tone={TONES[method] ?? 'neutral'} className="min-w-16 justify-center font-mono">
      {method}
    </Badge>
  );
}

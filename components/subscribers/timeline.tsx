import {
  BellOff,
  BellRing,
  BookOpen,
  CircleSlash,
  Eye,
  FileUp,
  HeartPulse,
  Inbox,
  KeyRound,
  type LucideIcon,
  MousePointerClick,
  PencilLine,
  Send,
  TriangleAlert,
  UserCheck,
  UserMinus,
  X,
  Zap,
} from 'lucide-react';
import Link from 'next/link';
import { RelativeTime } from '@/components/ui/relative-time';
import type { TimelineEntry } from '@/lib/contracts/subscribers';

const LOOKS: Record<TimelineEntry['kind'], { icon: LucideIcon; ink: string }> = {
  subscribed: { icon: BellRing, ink: 'text-success-ink' },
  imported: { icon: FileUp, ink: 'text-info-ink' },
  healed: { icon: HeartPulse, ink: 'text-success-ink' },
  identified: { icon: UserCheck, ink: 'text-info-ink' },
  updated: { icon: PencilLine, ink: 'text-muted' },
  unsubscribed: { icon: BellOff, ink: 'text-muted' },
  gone: { icon: UserMinus, ink: 'text-muted' },
  key_mismatch: { icon: KeyRound, ink: 'text-warning-ink' },
  visited: { icon: BookOpen, ink: 'text-muted' },
  custom: { icon: Zap, ink: 'text-accent-ink' },
  sent: { icon: Send, ink: 'text-accent-ink' },
  received: { icon: Inbox, ink: 'text-accent-ink' },
  shown: { icon: Eye, ink: 'text-accent-ink' },
  clicked: { icon: MousePointerClick, ink: 'text-success-ink' },
  dismissed: { icon: X, ink: 'text-muted' },
  failed: { icon: TriangleAlert, ink: 'text-danger-ink' },
  suppressed: { icon: CircleSlash, ink: 'text-warning-ink' },
};

/** What happened to one subscriber, newest first: the answer to "why didn't this person get it?". */
export function Timeline({ entries, campaignsPath }: { entries: TimelineEntry[]; campaignsPath: string }) {
  return (
    <ol className="relative grid gap-0 before:absolute before:top-3 before:bottom-8 before:left-3.5 before:w-px before:bg-line">
      {entries.map((entry, index) => {
        const { icon: Icon, ink } = LOOKS[entry.kind];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no id, and the list is only ever replaced whole
          <li key={index} className="relative grid grid-cols-[1.75rem_minmax(0,1fr)_auto] items-start gap-x-3 py-2">
            <span className={`grid size-7 place-items-center rounded-full border border-line bg-surface ${ink}`}>
              <Icon aria-hidden className="size-3.5" />
            </span>
            <div className="min-w-0 pt-1 text-sm">
              <p className="font-medium">
                {entry.campaignId ? (
                  <Link href={`${campaignsPath}/${entry.campaignId}`} className="underline-offset-2 hover:underline">
                    {entry.title}
                  </Link>
                ) : (
                  entry.title
                )}
              </p>
              {entry.detail ? <p className="text-muted [overflow-wrap:anywhere]">{entry.detail}</p> : null}
            </div>
            <RelativeTime at={entry.at} className="whitespace-nowrap pt-1 text-faint text-xs" />
          </li>
        );
      })}
    </ol>
  );
}

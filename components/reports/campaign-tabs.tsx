import Link from 'next/link';
import { cn } from '@/components/ui/cn';

/** From a campaign's page to its report and back. */
export function CampaignTabs({ path, current }: { path: string; current: 'campaign' | 'report' }) {
  const tabs = [
    { key: 'campaign', label: 'Campaign', href: path },
    { key: 'report', label: 'Report', href: `${path}/report` },
  ] as const;
  return (
    <nav aria-label="Campaign" className="mb-6 flex gap-4 border-line border-b print:hidden">
      {tabs.map(({ key, label, href }) => (
        <Link
          key={key}
          href={href}
          aria-current={key === current ? 'page' : undefined}
          className={cn(
            '-mb-px border-b-2 px-0.5 pb-2 font-medium text-sm transition-colors',
            key === current ? 'border-accent text-fg' : 'border-transparent text-muted hover:text-fg',
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}

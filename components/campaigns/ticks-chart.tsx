'use client';

import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatCompact, formatNumber } from '@/components/ui/format';
import type { CampaignProgress } from '@/lib/contracts/campaigns';
import { mergeTicks } from './merge-ticks';

const SERIES = [
  { key: 'settled', label: 'Sent', color: 'var(--accent)' },
  { key: 'shown', label: 'Shown', color: 'var(--info)' },
  { key: 'clicked', label: 'Clicked', color: 'var(--success)' },
] as const;

/** Sent, shown and clicked over time. Loaded on demand: the figures stand beside it in the funnel. */
export default function TicksChart({ ticks }: { ticks: CampaignProgress['ticks'] }) {
  const points = mergeTicks(ticks, 90);
  const total = (key: 'settled' | 'shown' | 'clicked') => ticks.reduce((sum, tick) => sum + tick[key], 0);
  const isLong = points.length > 1 && (points.at(-1)?.atMs ?? 0) - (points[0]?.atMs ?? 0) > 86_400_000;
  const clock = new Intl.DateTimeFormat(
    'en-GB',
    isLong ? { weekday: 'short', hour: '2-digit', minute: '2-digit' } : { timeStyle: 'short' },
  );
  const exact = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
  return (
    <figure>
      <figcaption className="mb-2 flex flex-wrap gap-x-4 gap-y-1 text-muted text-sm">
        {SERIES.map((series) => (
          <span key={series.key} className="flex items-center gap-1.5">
            <svg width="8" height="8" aria-hidden>
              <circle cx="4" cy="4" r="4" fill={series.color} />
            </svg>
            {series.label} <span className="tabular">{formatNumber(total(series.key))}</span>
          </span>
        ))}
      </figcaption>
      <div className="h-52" aria-hidden>
        <ResponsiveContainer width="100%" height="100%">
          <AreaChart data={points} margin={{ top: 4, right: 4, bottom: 0, left: -8 }} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="atMs"
              type="number"
              scale="time"
              domain={['dataMin', 'dataMax']}
              tickFormatter={(at: number) => clock.format(at)}
              tick={{ fill: 'var(--faint)', fontSize: 12 }}
              tickLine={false}
              axisLine={false}
              minTickGap={48}
            />
            <YAxis
              allowDecimals={false}
              tickFormatter={formatCompact}
              tick={{ fill: 'var(--faint)', fontSize: 12 }}
              tickLine={false}
              axisLine={false}
              width={48}
            />
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: 'var(--line-strong)' }}
              content={({ active, payload, label }) =>
                active && payload?.length ? (
                  <div className="rounded-lg bg-raised px-3 py-2 text-sm shadow-pop">
                    <p className="text-faint">{exact.format(Number(label))}</p>
                    {payload.map((entry) => (
                      <p key={String(entry.dataKey)} className="tabular flex justify-between gap-4">
                        <span className="text-muted">{entry.name}</span>
                        {formatNumber(Number(entry.value))}
                      </p>
                    ))}
                  </div>
                ) : null
              }
            />
            {SERIES.map((series) => (
              <Area
                key={series.key}
                dataKey={series.key}
                name={series.label}
                type="monotone"
                stroke={series.color}
                strokeWidth={1.75}
                fill={series.color}
                fillOpacity={series.key === 'settled' ? 0.14 : 0.08}
                isAnimationActive={false}
                dot={points.length === 1}
              />
            ))}
          </AreaChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
}

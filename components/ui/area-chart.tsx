'use client';

import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { linePath, niceTicks } from './chart-scale';
import { cn } from './cn';
import { formatCompact, formatNumber } from './format';

const TONES = {
  accent: { stroke: 'stroke-accent', fill: 'text-accent', dot: 'bg-accent' },
  success: { stroke: 'stroke-success', fill: 'text-success', dot: 'bg-success' },
  warning: { stroke: 'stroke-warning', fill: 'text-warning', dot: 'bg-warning' },
  danger: { stroke: 'stroke-danger', fill: 'text-danger', dot: 'bg-danger' },
  neutral: { stroke: 'stroke-faint', fill: 'text-faint', dot: 'bg-faint' },
} as const;

export interface ChartSeries {
  key: string;
  label: string;
  tone: keyof typeof TONES;
}

export interface ChartPoint {
  key: string;
  /** When, in words. */
  label: string;
  /** One for each series; null: not known yet, and so is all that follows. */
  values: readonly (number | null)[];
}

interface AreaChartProps {
  /** What the chart shows, for screen readers. */
  label: string;
  series: readonly ChartSeries[];
  /** In time order; `values` in the order of the series. `label` names the point, e.g. "21 Nov". */
  points: readonly ChartPoint[];
  height?: number;
  className?: string;
}

/** What A4 leaves to a card's content. */
const PAPER_WIDTH = 660;
/** Half of what the widest label on the time axis takes. */
const LABEL_HALF = 26;
const PAD = { top: 10, right: 8, bottom: 24, left: 44 };

/** Lines over time with a quiet fill; values on hover and by arrow keys. Plain SVG: no chart library in the first load. */
export function AreaChart({ label, series, points, height = 220, className }: AreaChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const gradient = useId();
  // Until it is measured the lines are stretched to fit; words would be stretched with them, and wait.
  const [measuredWidth, setWidth] = useState<number | null>(null);
  const width = measuredWidth ?? 720;
  const [active, setActive] = useState<number | null>(null);

  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.max(200, entry.contentRect.width)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  // Drawn for the window it would be squeezed onto the paper, words and all.
  useEffect(() => {
    const toPaper = () => flushSync(() => setWidth(PAPER_WIDTH));
    const toWindow = () => box.current && setWidth(Math.max(200, box.current.clientWidth));
    window.addEventListener('beforeprint', toPaper);
    window.addEventListener('afterprint', toWindow);
    return () => {
      window.removeEventListener('beforeprint', toPaper);
      window.removeEventListener('afterprint', toWindow);
    };
  }, []);

  const ticks = niceTicks(Math.max(0, ...points.flatMap((point) => point.values.map((value) => value ?? 0))), 4);
  const top = ticks.at(-1) ?? 1;
  const innerWidth = width - PAD.left - PAD.right;
  const innerHeight = height - PAD.top - PAD.bottom;
  const x = (index: number) =>
    PAD.left + (points.length > 1 ? (index / (points.length - 1)) * innerWidth : innerWidth / 2);
  const y = (value: number) => PAD.top + innerHeight - (value / top) * innerHeight;
  const labelEvery = Math.max(1, Math.ceil(points.length / Math.max(2, Math.floor(innerWidth / 96))));

  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left - PAD.left;
    const index = Math.round((left / innerWidth) * (points.length - 1));
    setActive(Math.min(points.length - 1, Math.max(0, index)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = points.length - 1;
    const from = active ?? last;
    const next = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last }[event.key];
    if (event.key === 'Escape') setActive(null);
    if (next === undefined) return;
    event.preventDefault();
    setActive(Math.min(last, Math.max(0, next)));
  };

  const point = active === null ? undefined : points[active];
  return (
    <div
      ref={box}
      role="application"
      aria-roledescription="chart"
      aria-label={`${label}. Arrow keys read the values.`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the values are read by arrow keys.
      tabIndex={0}
      aria-busy={measuredWidth === null}
      onPointerMove={onPointerMove}
      onPointerLeave={() => setActive(null)}
      onBlur={() => setActive(null)}
      onKeyDown={onKeyDown}
      className={cn('relative min-w-0 touch-pan-y rounded-md', className)}
    >
      <svg
        width="100%"
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        className="block"
      >
        {series.map((line) => (
          <defs key={line.key}>
            <linearGradient
              id={`${gradient}-${line.key}`}
              x1="0"
              x2="0"
              y1="0"
              y2="1"
              className={TONES[line.tone].fill}
            >
              <stop offset="0" stopColor="currentColor" stopOpacity="0.16" />
              <stop offset="1" stopColor="currentColor" stopOpacity="0" />
            </linearGradient>
          </defs>
        ))}
        {ticks.map((tick) => (
          <g key={tick}>
            <line
              x1={PAD.left}
              x2={width - PAD.right}
              y1={y(tick)}
              y2={y(tick)}
              className="stroke-line"
              shapeRendering="crispEdges"
            />
            {measuredWidth !== null && (
              <text x={PAD.left - 10} y={y(tick) + 4} textAnchor="end" className="tabular fill-faint text-[11px]">
                {formatCompact(tick)}
              </text>
            )}
          </g>
        ))}
        {points.map((each, index) =>
          measuredWidth !== null && index % labelEvery === 0 ? (
            <text
              key={each.key}
              x={x(index)}
              y={height - 6}
              // In the middle of its point, but within the chart.
              textAnchor={points.length > 1 && index === 0 ? 'start' : x(index) > width - LABEL_HALF ? 'end' : 'middle'}
              className="tabular fill-faint text-[11px]"
            >
              {each.label}
            </text>
          ) : null,
        )}
        {series.map((line, at) => {
          const known = points.flatMap(({ values }, index) => {
            const value = values[at] ?? null;
            return value === null ? [] : [[x(index), y(value)] as const];
          });
          const [lastX = x(0), lastY = y(0)] = known.at(-1) ?? [];
          const path = linePath(known);
          return (
            <g key={line.key}>
              {known.length > 1 && (
                <path d={`${path}L${lastX} ${y(0)}L${x(0)} ${y(0)}Z`} fill={`url(#${gradient}-${line.key})`} />
              )}
              <path
                d={path}
                fill="none"
                strokeWidth="1.75"
                strokeLinejoin="round"
                className={TONES[line.tone].stroke}
                vectorEffect="non-scaling-stroke"
              />
              {/* A single point has no line to be seen by. */}
              {known.length === 1 && (
                <circle
                  cx={lastX}
                  cy={lastY}
                  r="4"
                  strokeWidth="1.75"
                  className={cn('fill-surface', TONES[line.tone].stroke)}
                />
              )}
            </g>
          );
        })}
        {active !== null && point && (
          <g>
            <line x1={x(active)} x2={x(active)} y1={PAD.top} y2={y(0)} className="stroke-line-strong" />
            {series.map((line, at) =>
              (point.values[at] ?? null) === null ? null : (
                <circle
                  key={line.key}
                  cx={x(active)}
                  cy={y(point.values[at] ?? 0)}
                  r="3.5"
                  strokeWidth="2"
                  className={cn('fill-surface', TONES[line.tone].stroke)}
                />
              ),
            )}
          </g>
        )}
      </svg>
      <div aria-live="polite" aria-atomic="true">
        {point && active !== null && (
          <div
            className="pointer-events-none absolute top-1 z-10 min-w-32 rounded-md bg-raised px-2.5 py-2 text-xs shadow-pop"
            style={x(active) > width / 2 ? { right: width - x(active) + 12 } : { left: x(active) + 12 }}
          >
            <p className="mb-1 font-medium">{point.label}</p>
            {series.map((line, at) => (
              <p key={line.key} className="flex items-center gap-2 text-muted">
                <span aria-hidden="true" className={cn('size-2 shrink-0 rounded-full', TONES[line.tone].dot)} />
                <span className="flex-1">{line.label}</span>
                <span className="tabular font-medium text-fg">{numberText(point.values[at] ?? null)}</span>
              </p>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}

const numberText = (value: number | null) => (value === null ? 'not yet' : formatNumber(value));

/** The colours of a chart and what they stand for. */
export function ChartLegend({ series }: { series: readonly ChartSeries[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-muted text-xs">
      {series.map((line) => (
        <li key={line.key} className="flex items-center gap-1.5">
          <span aria-hidden="true" className={cn('size-2 shrink-0 rounded-full', TONES[line.tone].dot)} />
          {line.label}
        </li>
      ))}
    </ul>
  );
}

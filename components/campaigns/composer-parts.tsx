'use client';

import dynamic from 'next/dynamic';
import type { ComponentProps } from 'react';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { Skeleton } from '@/components/ui/skeleton';
import { LOOKS_DESCRIPTION } from './composer-words';
import { whenInView } from './when-in-view';

// What can come a moment later: the composer's first load has a budget, and typing needs the form alone. Sections that are
// out of view come when somebody uses the page; their titles are there from the start, for those who go by headings.

export const LeaveGuard = dynamic(() => import('./leave-guard').then((module) => module.LeaveGuard), {
  ssr: false,
});
const LazyConflict = dynamic(() => import('./conflict-notice').then((module) => module.ConflictNotice), {
  ssr: false,
});
export const ConflictNotice = (props: ComponentProps<typeof LazyConflict>) =>
  props.autosave.state.kind === 'conflict' ? <LazyConflict {...props} /> : null;
export const SeriesHistory = dynamic(() => import('./composer-series').then((module) => module.SeriesHistory), {
  ssr: false,
});
export const SeriesNotice = dynamic(() => import('./composer-series').then((module) => module.SeriesNotice), {
  ssr: false,
});
export const SeriesRule = dynamic(() => import('./composer-series').then((module) => module.SeriesRule), {
  ssr: false,
});

const side = () => <Skeleton className="h-175 rounded-xl" />;
export const ComposerSide = whenInView(
  dynamic(() => import('./composer-side').then((module) => module.ComposerSide), { ssr: false, loading: side }),
  side,
);

/** A card without what is in it. @param body classes with its height */
const untilThere = (title: string, id: string, body: string, description?: string) => () => (
  <Card aria-labelledby={id}>
    <CardHeader title={title} titleId={id} description={description} />
    <CardBody>
      <Skeleton className={body} />
    </CardBody>
  </Card>
);
const folded = (title: string) => () => (
  <Card>
    <h2 className="px-5 py-3.5 pl-11 font-semibold text-base">{title}</h2>
  </Card>
);

const looks = untilThere('Images and buttons', 'composer-looks', 'h-110 sm:h-69', LOOKS_DESCRIPTION);
export const LooksSection = whenInView(
  dynamic(() => import('./composer-looks').then((module) => module.LooksSection), { ssr: false, loading: looks }),
  looks,
);
const audience = untilThere('Audience', 'composer-audience', 'h-36 sm:h-17');
export const AudienceSection = whenInView(
  dynamic(() => import('./audience-section').then((module) => module.AudienceSection), {
    ssr: false,
    loading: audience,
  }),
  audience,
);
const schedule = untilThere('When', 'composer-when', 'h-93 sm:h-60');
export const ScheduleSection = whenInView(
  dynamic(() => import('./schedule-section').then((module) => module.ScheduleSection), {
    ssr: false,
    loading: schedule,
  }),
  schedule,
);
const utm = folded('Link tracking');
export const UtmSection = whenInView(
  dynamic(() => import('./composer-advanced').then((module) => module.UtmSection), { ssr: false, loading: utm }),
  utm,
);
const advanced = folded('Delivery and behaviour');
export const AdvancedSection = whenInView(
  dynamic(() => import('./composer-advanced').then((module) => module.AdvancedSection), {
    ssr: false,
    loading: advanced,
  }),
  advanced,
);

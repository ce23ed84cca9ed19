'use client';

import type { ComponentProps } from 'react';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { latePart, type Waiting } from '@/components/ui/late-part';
import { Skeleton } from '@/components/ui/skeleton';
import { LOOKS_DESCRIPTION } from './composer-words';
import { whenInView } from './when-in-view';

// What can come a moment later: the composer's first load has a budget, and typing needs the form alone. Sections that are
// out of view come when somebody uses the page; their titles are there from the start, for those who go by headings.

const Nothing = ({ failure }: Waiting) => failure;

export const LeaveGuard = latePart(
  () => import('./leave-guard').then((module) => module.LeaveGuard),
  // What cannot be reached is said beside it already.
  () => null,
);
const LateConflict = latePart(() => import('./conflict-notice').then((module) => module.ConflictNotice), Nothing);
export const ConflictNotice = (props: ComponentProps<typeof LateConflict>) =>
  props.autosave.state.kind === 'conflict' ? <LateConflict {...props} /> : null;
export const SeriesHistory = latePart(
  () => import('./composer-series').then((module) => module.SeriesHistory),
  () => null,
);
export const SeriesNotice = latePart(() => import('./composer-series').then((module) => module.SeriesNotice), Nothing);
export const SeriesRule = latePart(() => import('./composer-series').then((module) => module.SeriesRule), Nothing);

export const ComposerSide = whenInView(
  () => import('./composer-in-view').then((module) => module.ComposerSide),
  ({ failure }) =>
    failure ? (
      <Card>
        <CardBody>{failure}</CardBody>
      </Card>
    ) : (
      <Skeleton className="h-175 rounded-xl" />
    ),
);

/** A card without what is in it. @param body classes with its height */
const untilThere =
  (title: string, id: string, body: string, description?: string) =>
  ({ failure }: Waiting) => (
    <Card aria-labelledby={id}>
      <CardHeader title={title} titleId={id} description={description} />
      <CardBody>{failure ?? <Skeleton className={body} />}</CardBody>
    </Card>
  );
const folded =
  (title: string) =>
  ({ failure }: Waiting) => (
    <Card>
      <h2 className="px-5 py-3.5 pl-11 font-semibold text-base">{title}</h2>
      {failure ? <CardBody>{failure}</CardBody> : null}
    </Card>
  );

export const LooksSection = whenInView(
  () => import('./composer-in-view').then((module) => module.LooksSection),
  untilThere('Images and buttons', 'composer-looks', 'h-110 sm:h-69', LOOKS_DESCRIPTION),
);
export const AudienceSection = whenInView(
  () => import('./audience-section').then((module) => module.AudienceSection),
  untilThere('Audience', 'composer-audience', 'h-36 sm:h-17'),
);
export const ScheduleSection = whenInView(
  () => import('./schedule-section').then((module) => module.ScheduleSection),
  untilThere('When', 'composer-when', 'h-93 sm:h-60'),
);
export const UtmSection = whenInView(
  () => import('./composer-advanced').then((module) => module.UtmSection),
  folded('Link tracking'),
);
export const AdvancedSection = whenInView(
  () => import('./composer-advanced').then((module) => module.AdvancedSection),
  folded('Delivery and behaviour'),
);

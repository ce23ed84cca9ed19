import dynamic from 'next/dynamic';
import { Skeleton } from '@/components/ui/skeleton';

// What can come a moment later: the composer's first load has a budget, and typing needs the form alone.

export const TemplateMenu = dynamic(
  () => import('@/components/templates/template-menu').then((module) => module.TemplateMenu),
  {
    ssr: false,
    loading: () => <Skeleton className="h-7 w-28" />,
  },
);
export const ConflictNotice = dynamic(() => import('./conflict-notice').then((module) => module.ConflictNotice), {
  ssr: false,
});
export const LeaveGuard = dynamic(() => import('./leave-guard').then((module) => module.LeaveGuard), {
  ssr: false,
});
export const HistoryButton = dynamic(() => import('./history-button').then((module) => module.HistoryButton), {
  ssr: false,
});
export const SeriesHistory = dynamic(() => import('./composer-series').then((module) => module.SeriesHistory), {
  ssr: false,
});
export const SeriesNotice = dynamic(() => import('./composer-series').then((module) => module.SeriesNotice), {
  ssr: false,
});
export const SeriesRule = dynamic(() => import('./composer-series').then((module) => module.SeriesRule), {
  ssr: false,
});
export const ComposerSide = dynamic(() => import('./composer-side').then((module) => module.ComposerSide), {
  ssr: false,
  loading: () => <Skeleton className="h-112 rounded-xl" />,
});
const closedCard = () => <Skeleton className="h-12 rounded-xl" />;
export const LooksSection = dynamic(() => import('./composer-looks').then((module) => module.LooksSection), {
  ssr: false,
  loading: () => <Skeleton className="h-96 rounded-xl" />,
});
export const UtmSection = dynamic(() => import('./composer-advanced').then((module) => module.UtmSection), {
  ssr: false,
  loading: closedCard,
});
export const AudienceSection = dynamic(() => import('./audience-section').then((module) => module.AudienceSection), {
  ssr: false,
  loading: () => <Skeleton className="h-44 rounded-xl" />,
});
export const AbSection = dynamic(() => import('./ab-section').then((module) => module.AbSection), {
  ssr: false,
  loading: closedCard,
});
export const ScheduleSection = dynamic(() => import('./schedule-section').then((module) => module.ScheduleSection), {
  ssr: false,
  loading: () => <Skeleton className="h-40 rounded-xl" />,
});
export const AdvancedSection = dynamic(() => import('./composer-advanced').then((module) => module.AdvancedSection), {
  ssr: false,
  loading: closedCard,
});

import {
  BookOpen,
  Code,
  FileDown,
  Filter,
  House,
  KeyRound,
  Layers,
  LayoutTemplate,
  type LucideIcon,
  Megaphone,
  MessageSquareDot,
  ScrollText,
  Settings2,
  Tags,
  Target,
  TrendingUp,
  UserRound,
  Users,
  Webhook,
} from 'lucide-react';

export interface NavItem {
  label: string;
  /** After /s/{siteId}; empty for the overview. */
  path: string;
  icon: LucideIcon;
  /** Further words that the command palette finds it by. */
  keywords?: string[];
}

export interface NavGroup {
  label: string | null;
  items: readonly NavItem[];
}

/** One table for the sidebar, the breadcrumbs and the command palette. */
export const NAVIGATION: readonly NavGroup[] = [
  {
    label: null,
    items: [
      { label: 'Overview', path: '', icon: House, keywords: ['home', 'dashboard', 'growth'] },
      { label: 'Campaigns', path: '/campaigns', icon: Megaphone, keywords: ['send', 'message', 'notification'] },
      { label: 'Templates', path: '/templates', icon: LayoutTemplate, keywords: ['reuse', 'message', 'snippet'] },
    ],
  },
  {
    label: 'Audience',
    items: [
      { label: 'Subscribers', path: '/subscribers', icon: Users, keywords: ['people', 'contacts', 'import'] },
      { label: 'Segments', path: '/segments', icon: Filter, keywords: ['rules', 'groups'] },
      { label: 'Topics', path: '/topics', icon: Tags, keywords: ['categories', 'preferences'] },
      { label: 'Exports', path: '/exports', icon: FileDown, keywords: ['download', 'csv', 'json', 'backup'] },
    ],
  },
  {
    label: 'Reports',
    items: [
      {
        label: 'Growth',
        path: '/growth',
        icon: TrendingUp,
        keywords: ['churn', 'opt-in', 'unsubscribed', 'subscribers'],
      },
      { label: 'Goals', path: '/goals', icon: Target, keywords: ['conversions', 'revenue', 'events', 'orders'] },
    ],
  },
  {
    label: 'Site',
    items: [
      { label: 'Install', path: '/install', icon: Code, keywords: ['snippet', 'worker', 'check'] },
      { label: 'Opt-in prompt', path: '/prompt', icon: MessageSquareDot, keywords: ['permission', 'dialog', 'button'] },
      { label: 'Settings', path: '/settings', icon: Settings2, keywords: ['origins', 'identity', 'keys'] },
    ],
  },
  {
    label: 'Developers',
    items: [
      { label: 'API keys', path: '/developers/api-keys', icon: KeyRound, keywords: ['token', 'rest', 'scopes'] },
      { label: 'Webhooks', path: '/developers/webhooks', icon: Webhook, keywords: ['events', 'callback', 'endpoint'] },
      {
        label: 'API reference',
        path: '/developers/reference',
        icon: BookOpen,
        keywords: ['openapi', 'rest', 'docs', 'curl'],
      },
    ],
  },
  {
    label: 'Workspace',
    items: [
      {
        label: 'Queues',
        path: '/workspace/queues',
        icon: Layers,
        keywords: ['jobs', 'workers', 'failed', 'processes'],
      },
      { label: 'Audit log', path: '/workspace/audit', icon: ScrollText, keywords: ['history', 'who'] },
      { label: 'Account', path: '/workspace/settings', icon: UserRound, keywords: ['password', 'sessions'] },
    ],
  },
];

/** The entry whose page, or whose page below it, has this address; null outside of all. */
export function findNavItem(path: string): NavItem | null {
  const items = NAVIGATION.flatMap((group) => group.items);
  return (
    items.find((item) => (item.path === '' ? path === '' : path === item.path || path.startsWith(`${item.path}/`))) ??
    null
  );
}

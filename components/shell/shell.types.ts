import type { Role } from '@/lib/contracts/actors';

/** What the frame around every page of a site knows. */
export interface ShellSite {
  id: string;
  name: string;
  isSimulated: boolean;
  /** In another workspace of the person's: opening it switches. */
  isElsewhere: boolean;
}

export interface ShellUser {
  name: string;
  email: string;
  role: Role;
}

/** One hit of the command palette's search. */
export interface SearchHit {
  kind: 'campaign' | 'segment' | 'template' | 'subscriber';
  id: string;
  name: string;
}

export function siteHref(site: ShellSite): string {
  return site.isElsewhere ? `/open/${site.id}` : `/s/${site.id}`;
}

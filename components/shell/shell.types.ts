import type { Role } from '@/lib/contracts/actors';

/** What the frame around every page of a site knows. */
export interface ShellSite {
  id: string;
  name: string;
  isSimulated: boolean;
}

export interface ShellUser {
  name: string;
  email: string;
  role: Role;
}

/** One hit of the command palette's search. */
export interface SearchHit {
  kind: 'campaign' | 'segment';
  id: string;
  name: string;
}

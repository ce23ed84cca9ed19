export interface HistoryWords {
  description: string;
  /** There is one version at most. */
  nothing: string;
  /** Of what is stored now, in the list and under it. */
  current: string;
  isCurrent: string;
  isSame: string;
  restore: string;
  restored: string;
  /** What is not to be lost sight of once it is restored. */
  remark?: string;
}

/** A draft is what one sees: bringing a version back saves it. */
export const DRAFT_HISTORY: HistoryWords = {
  description: 'What this draft said before. Bringing a version back keeps what it says now.',
  nothing:
    'Every few minutes of writing become a version, and so does what somebody else changes. You can look at each one here and go back to it.',
  current: 'As it is now.',
  isCurrent: 'This is the draft as it is now.',
  isSame: 'It says the same as the draft now.',
  restore: 'Restore this version',
  restored: 'Earlier version restored',
};

/** A series goes out as it is saved: a version comes into the form, and is saved by the composer's button. */
export const SERIES_HISTORY: HistoryWords = {
  description: 'What this campaign said before. A version comes into the form, and nothing changes until you save.',
  nothing: 'Each change that is saved becomes a version. You can look at each one here and go back to it.',
  current: 'As it is saved now.',
  isCurrent: 'This is what is saved now.',
  isSame: 'It says the same as what is saved now.',
  restore: 'Bring into the form',
  restored: 'Earlier version in the form',
  remark: 'Nothing changes until you save.',
};

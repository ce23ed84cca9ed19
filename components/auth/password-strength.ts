import { MIN_PASSWORD_LENGTH } from '@/lib/contracts/limits';

export interface PasswordStrength {
  /** 0 nothing typed, 1 too short or too plain, 2 fair, 3 good, 4 strong. */
  score: 0 | 1 | 2 | 3 | 4;
  label: string;
  hint: string;
}

/** A hint while typing: length counts most. The server decides, with its list of common passwords. */
export function passwordStrength(password: string): PasswordStrength {
  const length = [...password].length;
  if (length === 0) {
    return { score: 0, label: '', hint: `At least ${MIN_PASSWORD_LENGTH} characters. A few words make a good one.` };
  }
  if (length < MIN_PASSWORD_LENGTH) {
    const missing = MIN_PASSWORD_LENGTH - length;
    return {
      score: 1,
      label: 'Too short',
      hint: `${missing} more ${missing === 1 ? 'character' : 'characters'} to go.`,
    };
  }
  if (new Set(password.toLowerCase()).size < 6) {
    return { score: 1, label: 'Too plain', hint: 'Few different characters: easy to guess. Try some words.' };
  }
  if (length < 14) return { score: 2, label: 'Fair', hint: 'Fine. A word more makes it much stronger.' };
  if (length < 18) return { score: 3, label: 'Good', hint: 'Good.' };
  return { score: 4, label: 'Strong', hint: 'Strong.' };
}

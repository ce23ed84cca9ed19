'use client';

import type { ComponentProps } from 'react';
import { useFormStatus } from 'react-dom';
import { Button } from './button';

/** The primary button of a form with an action; busy while the action runs. */
export function SubmitButton({ pending, ...props }: ComponentProps<typeof Button>) {
  const form = useFormStatus();
  return <Button type="submit" variant="primary" pending={pending || form.pending} {...props} />;
}

'use server';

import { redirect } from 'next/navigation';
import { signIn, signUpOwner } from '@/app/auth';
import { runAction } from '@/app/run-action';
import { wayBack } from '@/app/way-back';
import type { ActionState } from '@/components/ui/action-state';

export async function signInAction(data: FormData): Promise<ActionState> {
  return runAction(async () => {
    await signIn({ email: String(data.get('email') ?? ''), password: String(data.get('password') ?? '') });
    redirect(wayBack(data.get('to')));
  });
}

export async function createOwnerAction(data: FormData): Promise<ActionState> {
  return runAction(async () => {
    await signUpOwner({
      name: String(data.get('name') ?? ''),
      email: String(data.get('email') ?? ''),
      password: String(data.get('password') ?? ''),
    });
    redirect('/sites/new');
  });
}

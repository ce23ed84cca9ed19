'use server';

import { redirect } from 'next/navigation';
import { requireActor, signIn, signOut } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { ActionState } from '@/components/ui/action-state';
import { changePassword } from '@/lib/accounts/change-password';
import { revokeSessions } from '@/lib/accounts/revoke-sessions';

export async function changePasswordAction(data: FormData): Promise<ActionState> {
  return runAction(async () => {
    const actor = await requireActor();
    const newPassword = String(data.get('newPassword') ?? '');
    await changePassword(actor, { currentPassword: String(data.get('currentPassword') ?? ''), newPassword });
    // It ended this session too; the person has just proved who they are.
    await signIn({ email: actor.email, password: newPassword });
  });
}

export async function signOutEverywhereAction(): Promise<ActionState> {
  return runAction(async () => {
    await revokeSessions(await requireActor());
    await signOut();
    redirect('/sign-in?ended=everywhere');
  });
}

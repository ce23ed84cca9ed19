import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AuthFrame } from '@/components/auth/auth-frame';
import { OwnerForm } from '@/components/auth/owner-form';
import { hasOwner } from '@/lib/accounts/has-owner';
import { createOwnerAction } from '../actions';

export const metadata: Metadata = { title: 'Welcome' };

/** The first visit to a fresh installation. */
export default async function WelcomePage() {
  if (await hasOwner()) redirect('/');
  return (
    <AuthFrame
      title="Welcome to Belfry"
      description="This server has no owner yet. Create the first account: it may do everything."
      step={{ now: 1, of: 3, label: 'your account' }}
    >
      <OwnerForm action={createOwnerAction} />
    </AuthFrame>
  );
}

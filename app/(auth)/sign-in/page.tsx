import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { currentActor } from '@/app/auth';
import { wayBack } from '@/app/way-back';
import { AuthFrame } from '@/components/auth/auth-frame';
import { SignInForm } from '@/components/auth/sign-in-form';
import { Callout } from '@/components/ui/callout';
import { hasOwner } from '@/lib/accounts/has-owner';
import { signInAction } from '../actions';

export const metadata: Metadata = { title: 'Sign in' };

interface Params {
  searchParams: Promise<{ ended?: string; to?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: Params) {
  const { ended, to } = await searchParams;
  if (!(await hasOwner())) redirect('/welcome');
  if (await currentActor()) redirect(wayBack(to));
  return (
    <AuthFrame title="Welcome back" description="Sign in to your dashboard.">
      {ended === 'everywhere' && (
        <Callout tone="success" className="mb-4">
          You are signed out on every device.
        </Callout>
      )}
      <SignInForm action={signInAction} to={wayBack(to)} />
    </AuthFrame>
  );
}

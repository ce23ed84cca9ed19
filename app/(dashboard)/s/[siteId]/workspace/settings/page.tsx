import type { Metadata } from 'next';
import { loadSite } from '@/app/site-page';
import { Badge } from '@/components/ui/badge';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { Page, PageHeader } from '@/components/ui/page-header';
import { PasswordForm, SignOutEverywhere } from '@/components/workspace/account-forms';
import { changePasswordAction, signOutEverywhereAction } from './actions';

export const metadata: Metadata = { title: 'Account' };

export default async function AccountPage({ params }: { params: Promise<{ siteId: string }> }) {
  const { actor } = await loadSite((await params).siteId);
  return (
    <Page width="narrow">
      <PageHeader title="Account" description="You, your password and your sessions." />
      <div className="grid gap-6">
        <Card>
          <CardHeader title="You" />
          <CardBody>
            <dl className="grid gap-x-6 gap-y-3 text-sm sm:grid-cols-[8rem_1fr]">
              <dt className="text-muted">Name</dt>
              <dd className="font-medium">{actor.name}</dd>
              <dt className="text-muted">E-mail</dt>
              <dd className="break-all font-medium">{actor.email}</dd>
              <dt className="text-muted">Role</dt>
              <dd>
                <Badge tone="accent" className="capitalize">
                  {actor.role}
                </Badge>
              </dd>
            </dl>
          </CardBody>
        </Card>
        <PasswordForm email={actor.email} action={changePasswordAction} />
        <Card>
          <CardHeader
            title="Sessions"
            description="Lost a device, or left one signed in? End every session at once."
            actions={<SignOutEverywhere action={signOutEverywhereAction} />}
            className="pb-4"
          />
        </Card>
      </div>
    </Page>
  );
}

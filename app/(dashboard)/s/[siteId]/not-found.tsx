import Link from 'next/link';
import { ProblemPage } from '@/components/shell/problem-page';
import { buttonClass } from '@/components/ui/button';

export default function SiteNotFound() {
  return (
    <ProblemPage
      title="There is nothing here"
      action={
        <Link href="/" className={buttonClass({ variant: 'primary' })}>
          Go to the overview
        </Link>
      }
    >
      The address may be mistyped, or what it named was removed or belongs to another site.
    </ProblemPage>
  );
}

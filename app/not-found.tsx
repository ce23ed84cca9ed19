import type { Metadata } from 'next';
import { ProblemPage } from '@/components/shell/problem-page';
import { buttonClass } from '@/components/ui/button';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main>
      <ProblemPage
        title="There is nothing here"
        action={
          // No <Link>: its script would come with every page there is.
          <a href="/" className={buttonClass({ variant: 'primary' })}>
            Go to the overview
          </a>
        }
      >
        The address may be mistyped, or what it named was removed or belongs to another workspace.
      </ProblemPage>
    </main>
  );
}

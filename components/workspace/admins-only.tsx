import { Lock } from 'lucide-react';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';

/** In the place of what a role may not see. */
export function AdminsOnly() {
  return (
    <Card>
      <EmptyState icon={<Lock />} title="Owners and admins only" description="Ask one of them what you need to know." />
    </Card>
  );
}

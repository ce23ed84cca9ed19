'use client';

import { type ComponentProps, useMemo } from 'react';
import { Select } from '@/components/ui/select';
import { zoneName } from './schedule-text';

/** Every time zone that the browser knows, the viewer's first. */
export function ZoneSelect({
  timeZone,
  stored,
  ...props
}: { timeZone: string; stored: string } & Omit<ComponentProps<typeof Select>, 'options'>) {
  const options = useMemo(() => {
    const known = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', ...(stored ? [stored] : [])]);
    known.delete(timeZone);
    return [
      { value: timeZone, label: `${zoneName(timeZone)} (yours)` },
      ...[...known].sort().map((zone) => ({ value: zone, label: zoneName(zone) })),
    ];
  }, [timeZone, stored]);
  return <Select {...props} options={options} />;
}

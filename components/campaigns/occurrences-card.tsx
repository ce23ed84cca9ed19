import { DownloadLinks } from '@/components/reports/download-links';
import { Badge, type Tone } from '@/components/ui/badge';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { Count, Share } from '@/components/ui/number';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table';
import type { CampaignOccurrences, RecurringSchedule } from '@/lib/contracts/schedules';
import { NextDates, SeriesTime } from './next-dates';
import { zoneName } from './schedule-text';

const STATUS: Record<CampaignOccurrences['past'][number]['status'], { label: string; tone: Tone; why?: string }> = {
  sent: { label: 'Sent', tone: 'success' },
  missed: { label: 'Missed', tone: 'warning', why: 'Nothing was running then, nor in the three hours after' },
  paused: { label: 'Paused', tone: 'neutral', why: 'It fell into a pause' },
  failed: {
    label: 'Not sent',
    tone: 'danger',
    why: 'It could not be sent as it was, for example for a deleted segment',
  },
};

interface OccurrencesCardProps {
  schedule: RecurringSchedule;
  occurrences: CampaignOccurrences;
  isPaused: boolean;
  /** `/s/{siteId}/campaigns/{campaignId}/download` */
  downloadPath: string;
}

/** The dates of a recurring campaign: what comes next and what became of the last ones. */
export function OccurrencesCard({ schedule, occurrences, isPaused, downloadPath }: OccurrencesCardProps) {
  const { next, past } = occurrences;
  return (
    <Card aria-labelledby="campaign-dates">
      <CardHeader
        title="Dates"
        titleId="campaign-dates"
        description={`On the clock of ${zoneName(schedule.timezone)}`}
        actions={
          past.length > 0 ? <DownloadLinks what="past dates" path={downloadPath} query={{ table: 'dates' }} /> : null
        }
      />
      <CardBody className="grid gap-4 text-sm">
        {next.length > 0 ? (
          <div>
            <p className="mb-1.5 font-medium">{isPaused ? 'If you resume it now' : 'Next'}</p>
            <NextDates dates={next} timezone={schedule.timezone} />
          </div>
        ) : (
          <p className="text-muted">No more dates.</p>
        )}
        {past.length > 0 ? (
          <div className="narrow:-mx-5 narrow:border-line narrow:border-t">
            <Table label="Past dates">
              <TableHead>
                <TableHeader>Date</TableHeader>
                <TableHeader>What happened</TableHeader>
                <TableHeader numeric>Audience</TableHeader>
                <TableHeader numeric>Shown</TableHeader>
                <TableHeader numeric>Clicked</TableHeader>
              </TableHead>
              <TableBody>
                {past.map((date) => {
                  const { label, tone, why } = STATUS[date.status];
                  const wasSent = date.status === 'sent';
                  const figures = wasSent ? undefined : 'hidden';
                  return (
                    <TableRow key={date.at}>
                      <TableCell at="name" className="whitespace-nowrap">
                        <SeriesTime at={date.at} timezone={schedule.timezone} />
                      </TableCell>
                      <TableCell at="state">
                        <Badge tone={tone}>{label}</Badge>
                        {why ? <span className="block text-faint text-xs">{why}</span> : null}
                      </TableCell>
                      <TableCell numeric label="Audience" at={figures}>
                        {wasSent ? <Count value={date.audience} compact /> : '–'}
                      </TableCell>
                      <TableCell numeric label="Shown" at={figures}>
                        {wasSent ? <Share part={date.shown} total={date.audience} /> : '–'}
                      </TableCell>
                      <TableCell numeric label="Clicked" at={figures}>
                        {wasSent ? <Share part={date.clicked} total={date.audience} /> : '–'}
                      </TableCell>
                    </TableRow>
                  );
                })}
              </TableBody>
            </Table>
          </div>
        ) : null}
      </CardBody>
    </Card>
  );
}

/** Dates of a recurring campaign, on the clock of its rule: "Mon 23 Nov 2026, 09:00". */
export function NextDates({ dates, timezone }: { dates: readonly string[]; timezone: string }) {
  return (
    <ol className="tabular grid gap-0.5">
      {dates.map((date) => (
        <li key={date}>
          <SeriesTime at={date} timezone={timezone} />
        </li>
      ))}
    </ol>
  );
}

/** "Mon 23 Nov 2026, 09:00", whatever the viewer's own clock shows then. */
export function SeriesTime({ at, timezone }: { at: string; timezone: string }) {
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: timezone,
  });
  return <time dateTime={at}>{format.format(new Date(at))}</time>;
}

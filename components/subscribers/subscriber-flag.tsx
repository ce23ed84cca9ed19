import { formatCountry } from '@/components/ui/format';

interface SubscriberFlagProps {
  country: string | null;
  /** In a browser, whose names of countries may differ from the server's: the name that the server gave. */
  name?: string;
}

/** The country's two letters in a small frame, its name on hover: emoji flags are missing on Windows. */
export function SubscriberFlag({ country, name }: SubscriberFlagProps) {
  if (!country) {
    return (
      <span
        className="inline-flex h-4.5 w-7 shrink-0 items-center justify-center rounded-sm bg-subtle text-[10px] text-faint"
        title="Country not known"
      >
        <span aria-hidden>–</span>
        <span className="sr-only">Country not known</span>
      </span>
    );
  }
  return (
    <abbr
      title={name ?? formatCountry(country)}
      className="inline-flex h-4.5 w-7 shrink-0 items-center justify-center rounded-sm border border-line bg-subtle font-semibold text-[10px] text-muted tracking-wide no-underline"
    >
      {country}
    </abbr>
  );
}

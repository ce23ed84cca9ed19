import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { NonceForLibraries } from '@/components/ui/nonce';
import { Toaster } from '@/components/ui/toast';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Belfry', template: '%s · Belfry' },
  description: 'Web push that you own',
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' };

/** Rendered for each request: the nonce of its scripts and the theme are in the HTML. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = (await cookies()).get('belfry-theme')?.value;
  return (
    <html lang="en" data-theme={theme === 'light' || theme === 'dark' ? theme : undefined}>
      <body className="min-h-dvh font-sans">
        <NonceForLibraries />
        {children}
        <Toaster />
      </body>
    </html>
  );
}

import type { ReactNode } from 'react';

export const metadata = { title: 'Visits' };

export default function Layout({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}

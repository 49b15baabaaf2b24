// BookingPageSettings.

export function BookingPageSettings() {
  return <h1>BookingPageSettings</h1>;
}

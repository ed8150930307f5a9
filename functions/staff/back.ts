import * as z from 'zod';

/** Where a page may ask to be led back to; its booking's page if it does not. */
export const Back = z
  .enum(['/staff/today', '/staff/todo', '/staff/calls', '/staff/week', '/staff/instant'])
  .or(
    z
      .string()
      .regex(/^\/staff\/(?:bookings\/\d{4}-\d{4}|closures\/\d{4}-\d\d-\d\d|counsellors(?:\/[a-z0-9-]{1,30})?)$/),
  );

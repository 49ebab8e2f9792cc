/** How a meeting recurs, as calendars say it. */
import { z } from "zod";

const weekday = z.enum([
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
]);
export type Weekday = z.infer<typeof weekday>;

/** Days of the week, from Sunday as clocks count them. */
export const weekdays: readonly Weekday[] = weekday.options;

/**
 * A series of Microsoft Graph
 * (learn.microsoft.com/graph/api/resources/patternedrecurrence). Dates are civil.
 */
export const Recurrence = z.object({
  pattern: z.object({
    /** "daily", "weekly", "absoluteMonthly", "relativeMonthly", "absoluteYearly", "relativeYearly". */
    type: z.string(),
    interval: z.int().min(1).catch(1),
    daysOfWeek: z.array(z.string()).catch([])
      .transform((days) => days.flatMap((day) => weekday.safeParse(day.toLowerCase()).data ?? [])),
    firstDayOfWeek: z.string().toLowerCase().pipe(weekday).catch("sunday"),
    dayOfMonth: z.int().min(1).max(31).nullish().catch(null),
    month: z.int().min(1).max(12).nullish().catch(null),
    index: z.enum(["first", "second", "third", "fourth", "last"]).catch("first"),
  }),
  range: z.object({
    /** "endDate", "noEnd" or "numbered". */
    type: z.string().catch("noEnd"),
    startDate: z.iso.date().nullish().catch(null),
    endDate: z.iso.date().nullish().catch(null),
    numberOfOccurrences: z.int().min(1).nullish().catch(null),
    /** An IANA name, or one that Windows has. */
    recurrenceTimeZone: z.string().nullish().catch(null),
  }).nullish().catch(null),
});
export type Recurrence = z.infer<typeof Recurrence>;

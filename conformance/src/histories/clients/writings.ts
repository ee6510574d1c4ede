import type { History, Message } from '../../certificate/index.ts';
import type { Judge } from '../../judge/index.ts';
import { certificateNames } from '../organization/certificate-names.ts';
import type { Profile, Writing } from '../organization/request.ts';
import type { Call } from './call.ts';
import type { Company, Place } from './company.ts';

/** Calls that add to the common certificates, dated so many ms before they are made. */
export const writings = (company: Company, judge: Judge, early = 0) => {
  const call = (
    place: Place,
    request: Writing,
    made: { readonly message: Message; readonly history: History },
  ): Call => {
    company.names.certificates(certificateNames(request), made.history);
    return { request, send: (to) => to.members.send(place, made) };
  };
  const dated = () => {
    const instant = judge.now().plus(-1000 * early);
    return { instant, at: company.dateOf(instant) };
  };
  return {
    create(place: Place, user: string, profile: Profile): Call {
      const { instant, at } = dated();
      const person = company.person(user);
      const made = judge.members.enrolment(place, { person, profile, at: instant });
      const { label: device } = person.device;
      const by = place.caller;
      return call(place, { cmd: 'user_create', by, at, user, device, email: person.email, profile }, made);
    },
    addDevice(place: Place, label: string): Call {
      const { instant, at } = dated();
      const { device } = company.place(place.caller.user, label);
      const made = judge.members.addition(place, { device, at: instant });
      return call(place, { cmd: 'device_create', by: place.caller, at, device: label }, made);
    },
    update(place: Place, user: string, profile: Profile): Call {
      const { instant, at } = dated();
      const made = judge.members.profileChange(place, company.person(user), profile, { at: instant });
      return call(place, { cmd: 'user_update', by: place.caller, at, user, profile }, made);
    },
    revoke(place: Place, user: string): Call {
      const { instant, at } = dated();
      const person = company.person(user);
      const { email } = person;
      const made = judge.members.revocation(place, person, { at: instant });
      return call(place, { cmd: 'user_revoke', by: place.caller, at, user, email }, made);
    },
  };
};

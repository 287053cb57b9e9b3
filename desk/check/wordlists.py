"""Ordinary words, English and Dutch, at which the check must not point."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LEGAL_FORMS = _words(
    "ab ag as asbl bv bvba co coop corp cv cvba eurl gmbh holding inc kg limited llc llp ltd nv oy plc sa sarl "
    "sas se spa srl stichting uab ug vof vzw"
)
"""Legal forms, which people leave out; "Holding" counts only beside another form."""

ORDINARY = _words(
    "access account admin agency air alert alliance alpha amazon apple approval april archive art august auto "
    "bank base basic batch beta black blue box bridge budget building business call care cash catalog center "
    "central centre change check city claim classic clear client cloud code college community company concept "
    "connect construction consult consultancy consulting contact contract control core cost cross customer data "
    "database default delta demo department design desk development digital direct domain dutch east education "
    "energy engine engineering enterprise europe event exact excel exchange expert export express factory field "
    "file finance first flex flow focus food force form format forum foundation freight fresh front fuel fund "
    "future gateway general global gold good government green group growth guide health help home hospital host "
    "hotel house human hub idea image impact import index industry info information innovation insight institute "
    "insurance integration international internet invoice item job key lab labs language law lead legal light "
    "line link list live local logic logistics main maintenance manager map march market marketing master matrix "
    "max may media medical metal meter method microsoft mobile model module money motion national nature net "
    "network new next none north note office one online open option oracle order organisation organization orange "
    "origin other outlook over panel park partner partners path pay payment people phone pilot pioneer plan "
    "planet platform plus point port portal post power premium prime print process procurement product production "
    "professional profile program project public purchase quality quote radio rail real record red release rent "
    "report research resource result retail rights ring road role route sales sample school science search "
    "section secure security select server service services shell shift shop sign signal silver simple site smart "
    "social software solution solutions source south space spark special sport staff standard star start state "
    "station status steel step storage store strategy stream street studio supplier supply support switch system "
    "systems target task tax team tech technology tender test text three ticket time today token tool tools total "
    "tower trade traffic train training transfer transport travel trust two uniform union unit united universal "
    "university update user value vendor version vision voice water wave web west white window windows wood word "
    "work workflow works world zero zone bedrijf beheer belasting bouw de dienst diensten een factuur gemeente "
    "groep handel het huis inkoop klant leverancier nieuw onderwijs onderzoek provincie rekening stad van "
    "veiligheid verkoop wereld werk winkel ziekenhuis zorg"
)
"""Words that are not an organisation, even if one has that name."""

NO_HOSTS = _words("domain example host hostname server servername subdomain www yourhost yourserver")
"""What people write in place of a host name."""

FILES = _words("jdk self sun this app appsettings build compose config docker env gemfile local rc settings web")
"""`env.local` and the like are files."""

NO_PASSWORDS = _words(
    "access admin alleen already always and application available bekend bytes caching cannot changed char "
    "characters check config correct default disabled empty enabled encrypted environment expired expires failed "
    "false field fields fout from generated hash hashed header here hidden incorrect input instelling invalid "
    "juist length maximum method minimum missing mode must name nagekeken none null number object onbekend "
    "ongeldig optional parameter password placeholder policy prompt protected redacted reference rejected removed "
    "required reset rotated screen secret settings stored string system test text token true type undefined "
    "unknown unset user value values varchar variable vereist verlopen verkeerd verplicht wachtwoord wrong your "
    "zie"
)
"""Words that follow "password" and are not one."""

EVERYDAY = _words(
    "again all always am and are be can cannot do does have how i is it must never no not our please stop that "
    "the they this was we what when who why will with you your aan al alle altijd dat de dit doen een en geen het "
    "hoe ik jullie kan kunnen moet moeten nooit nu ons onze op u uw van waarom wat weer wij worden wordt zijn"
)
"""Every sentence has some of these; a log line or a status rarely does."""

CODE = _words(
    "alter and_then begin by create declare delete desc distinct drop else end exec exists from group having "
    "inner insert into join left like limit null order outer primary select set table then union update values "
    "varchar where get post put patch http error exception fatal warning warn info debug failed failure timeout"
)
"""Words that are capitals in SQL, HTTP and logs."""

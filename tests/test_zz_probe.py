import pytest, sys, re
from tests.config.closed import *
from tests.config.crawl import _PASSING, said, NOT_ASKED, NAMES, NEVER_ALIKE
from tests.config.routes import routes, numbers_kept
from tests.admin import as_user, with_session
from departments.models.users import *

@pytest.mark.django_db
def test_probe(world):
    third = world.user("third", UserRole.FILER, "省农业农村厅")
    world.dispatched(title="公开方案")
    plain=[r for r in routes() if not r.parameters and not r.address.startswith(NOT_ASKED) and r.address not in NEVER_ALIKE]
    alone={}
    sessions={}
    users=["office-outside","leader-outside","third","filer","head","system","security","auditor"]
    def get(name,addr):
        if name not in sessions: sessions[name]=as_user(User.objects.get(username=name)).cookies["sessionid"].value
        c=with_session(sessions[name])
        return c.get(addr)
    def before():
        for n in users:
            for r in plain:
                a=get(n,"/"+r.address); alone[n,r.address]=(a.status_code,_PASSING.sub("",said(a)))
    closed=ClosedDocument(world,before)
    bad=0
    for n in users:
        for r in plain:
            a=get(n,"/"+r.address); now=(a.status_code,_PASSING.sub("",said(a)))
            b=alone[n,r.address]
            if b!=now:
                bad+=1
                x,y=b[1],now[1]
                at=next((i for i,(p,q) in enumerate(zip(x,y)) if p!=q),min(len(x),len(y)))
                print("DIFF",n,r.address,b[0],now[0],repr(x[max(0,at-80):at+80]),"=====",repr(y[max(0,at-80):at+80]))
            for w in WORDS:
                if w in now[1]: print("LEAK",n,r.address)
    # parameterised
    for n in users:
        for r in routes():
            if not r.parameters or r.address.startswith(NOT_ASKED) or NAMES & set(r.parameters): continue
            for pk in (NUMBERS+1,NUMBERS+2):
                a=get(n,r.filled([pk]*len(r.parameters)))
                t=said(a)
                if any(w in t for w in WORDS) or a.status_code>=500 or (a.status_code==403 and n in ("office-outside","leader-outside")):
                    print("PARAM",n,r.address,pk,a.status_code,[w for w in WORDS if w in t])
                    bad+=1
    print("bad",bad)

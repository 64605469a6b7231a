"""Company: an HR manager raises the cap, shares the link, names other managers."""

import streamlit as st

from challenge.services.companies import read_company
from challenge.store.team_models import RoleKind
from challenge.ui.company_desk import domain_desk, link_desk, manager_desk, raise_desk, withdraw_desk
from challenge.ui.html import draw
from challenge.ui.visitor import read_visitor
from challenge.wording.escaping import markdown

visitor = read_visitor()
entries = [role.entry_id for role in visitor.signed_in.held if role.kind is RoleKind.HR_MANAGER and role.entry_id]
companies = [read_company(visitor.database, visitor.signed_in, entry_id) for entry_id in entries]
company = companies[0]
if len(companies) > 1:
    by_entry = {one.entry_id: one for one in companies}
    chosen = st.selectbox(
        visitor.say("company.which"),
        list(by_entry),
        format_func=lambda entry_id: f"{by_entry[entry_id].name}, {by_entry[entry_id].edition_name}",
        key="which-company",
    )
    company = by_entry[chosen or company.entry_id]

st.title(markdown(company.name))
draw("pledge.html", visitor.locale, company=company)
if not company.withdrawn_at:
    raise_desk(visitor, company)
    link_desk(visitor, company)
    domain_desk(visitor, company)
manager_desk(visitor, company)
if not company.withdrawn_at:
    withdraw_desk(visitor, company)

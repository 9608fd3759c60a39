"""What every view of the checking page shares: whose it is, and how its answers are described."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.views import APIView

from departments.api.permissions import IsSupervisor, user_of
from policies.models.documents import PolicyDocument

ANSWER = OpenApiResponse(OpenApiTypes.OBJECT, description="校核页的内容")
REFUSED = OpenApiResponse(description="他人刚改过，或目前不能这样改，code 和 title 说明原因；未作任何改动")


class OfDocument(APIView):
    """A view on one document, for 督查室."""

    permission_classes = (IsSupervisor,)

    def document(self, pk: int) -> PolicyDocument:
        """The document; 404 where there is none."""
        documents = PolicyDocument.objects.visible_to(user_of(self.request))
        found: PolicyDocument = get_object_or_404(documents.select_related("region"), pk=pk)
        return found

"""督查设置 by the API."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from departments.api.permissions import IsSupervisor, user_of
from tracker.work.api.serializers.bodies import OfficeSettingsSerializer
from tracker.work.models.settings import OfficeSettings
from tracker.work.services.settings import change_office_settings


class OfficeSettingsView(APIView):
    """督查设置：查看、修改，仅督查室。"""

    permission_classes = (IsSupervisor,)

    @extend_schema(summary="督查设置", responses=OfficeSettingsSerializer, tags=["office-settings"])
    def get(self, request: Request) -> Response:
        """现行的设置。"""
        return Response(OfficeSettingsSerializer(OfficeSettings.current()).data)

    @extend_schema(
        summary="修改督查设置",
        request=OfficeSettingsSerializer,
        responses=OfficeSettingsSerializer,
        tags=["office-settings"],
    )
    def patch(self, request: Request) -> Response:
        """只改所给出的各项。"""
        asked = OfficeSettingsSerializer(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        settings = change_office_settings(actor=user_of(request), **asked.validated_data)
        return Response(OfficeSettingsSerializer(settings).data)
